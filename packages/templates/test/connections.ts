// Who reads an inventory of assets, findings, indicators, and reports of threats, whoever publishes them.
const assetReaders =
  'siem xdr mdr dfir caasm itsm vulnerability-scanner exposure-management exposure-assessment exposure-validation'
const findingReaders = 'siem xdr waf caasm exposure-management exposure-assessment exposure-validation'
const indicatorReaders = 'tip siem xdr edr ndr sse email-security antivirus'
const reportReaders = 'tip siem xdr dfir mdr assistant exposure-management exposure-validation'

/**
 * Which categories of product connect on what, from what they do in a security team's day: by source, then topic or action, the
 * categories at the other end. Written from the categories, not from the templates, which are held to it.
 */
export const connections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Sees processes on endpoints. Its telemetry and detections go wherever a team looks; its agents are an inventory.
  edr: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr assistant',
    assets: assetReaders,
    detonate: 'sandbox',
  },
  // Collects and correlates everything, forwards what it normalised (OCSF), and asks others to act.
  siem: {
    events: 'siem xdr mdr edr',
    alerts: 'siem xdr soar mdr assistant',
    incidents: 'siem soar itsm mdr dfir assistant',
    contain: 'edr xdr',
    scan: 'edr antivirus',
    deny: 'firewall waf idp pam',
    query: 'siem xdr tip',
    investigate: 'dfir mdr',
  },
  // An EDR that sees the network, mail and identities too: what it needs of them it asks.
  xdr: {
    events: 'siem xdr mdr edr',
    alerts: 'siem xdr soar mdr assistant',
    incidents: 'siem soar itsm mdr dfir assistant',
    assets: assetReaders,
    contain: 'edr xdr',
    scan: 'edr antivirus',
    delete: 'edr',
    stop: 'edr',
    deny: 'firewall waf sse email-security idp pam',
    detonate: 'sandbox',
    query: 'siem xdr tip',
    investigate: 'dfir mdr',
  },
  // Sees the wire; isolates a talker through the endpoint agent or the firewall.
  ndr: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr assistant',
    assets: assetReaders,
    contain: 'edr xdr',
    deny: 'firewall waf',
  },
  // Feeds detection with indicators and rules, and people with context.
  tip: {
    threats: reportReaders,
    iocs: 'tip siem xdr edr ndr firewall waf sse email-security antivirus',
    detection_rules: 'siem xdr edr ndr antivirus email-security sandbox',
  },
  // Carries out playbooks: whatever anyone can execute, it triggers.
  soar: {
    incidents: 'siem soar itsm mdr dfir',
    iocs: indicatorReaders,
    playbooks: 'soar',
    contain: 'edr xdr antivirus',
    allow: 'edr xdr firewall waf idp pam',
    scan: 'edr antivirus vulnerability-scanner easm exposure-validation',
    delete: 'edr',
    stop: 'edr',
    copy: 'edr',
    deny: 'firewall waf sse email-security idp pam',
    update: 'idp pam',
    redirect: 'firewall',
    detonate: 'sandbox',
    query: 'siem xdr tip',
    investigate: 'dfir mdr',
    remediate: 'cnapp',
  },
  // Finds what faces the internet, and what is wrong with it.
  easm: {
    assets: assetReaders,
    domains: 'drp caasm exposure-management',
    vulnerabilities: findingReaders,
    misconfigurations: 'exposure-management exposure-assessment',
  },
  // One inventory out of all inventories, and the controls that are missing from it.
  caasm: {
    assets: assetReaders,
    misconfigurations: 'exposure-management exposure-assessment',
  },
  // Watches the outside for the brand: lookalike domains to block, leaked passwords to change.
  drp: {
    alerts: 'siem xdr soar mdr',
    threats: reportReaders,
    iocs: indicatorReaders,
    deny: 'firewall sse',
    update: 'idp pam',
  },
  // Investigates, collects evidence, and shares what it learnt.
  dfir: {
    incidents: 'siem soar itsm mdr dfir',
    threats: 'tip',
    iocs: indicatorReaders,
    detection_rules: 'edr antivirus email-security sandbox',
    copy: 'edr',
    detonate: 'sandbox',
    query: 'siem xdr tip',
  },
  // Sees accounts misused; locks them.
  itdr: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr assistant',
    misconfigurations: 'exposure-management exposure-assessment',
    deny: 'idp pam',
    allow: 'idp pam',
    update: 'idp pam',
  },
  // Its sign-in log is read (as its own JSON or as OCSF), its accounts are provisioned (SCIM) or read.
  idp: {
    events: 'siem xdr mdr itdr',
    identities: 'siem xdr itdr caasm pam sse itsm',
  },
  pam: {
    events: 'siem xdr mdr',
    identities: 'siem xdr itdr caasm',
  },
  firewall: {
    events: 'siem xdr mdr',
  },
  waf: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr',
  },
  // Stands between people and the web: sends downloads and links to the sandbox.
  sse: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr',
    misconfigurations: 'exposure-management exposure-assessment',
    detonate: 'sandbox',
  },
  'email-security': {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr assistant',
    detonate: 'sandbox',
  },
  // What a sample did becomes indicators at once, and a report for whoever reads reports.
  sandbox: {
    iocs: indicatorReaders,
    threats: reportReaders,
  },
  antivirus: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr',
  },
  // Findings are read by whoever weighs them, or sent to whoever repairs them.
  'vulnerability-scanner': {
    assets: assetReaders,
    vulnerabilities: `soar itsm ${findingReaders}`,
    misconfigurations: 'exposure-management exposure-assessment',
  },
  cnapp: {
    events: 'siem xdr mdr',
    alerts: 'siem xdr soar mdr assistant',
    assets: assetReaders,
    vulnerabilities: findingReaders,
    misconfigurations: 'itsm exposure-management exposure-assessment',
  },
  // Whoever touches a decoy is an intruder: isolate, block or lead them on.
  deception: {
    alerts: 'siem xdr soar mdr',
    iocs: indicatorReaders,
    contain: 'edr xdr',
    deny: 'firewall waf',
    redirect: 'firewall',
  },
  // Tickets come back with what was done; its CMDB is an inventory; leavers lose their accounts.
  itsm: {
    incidents: 'siem soar itsm mdr dfir',
    assets: assetReaders,
    deny: 'idp pam',
    allow: 'idp pam',
  },
  // A team of others with hands on our tools.
  mdr: {
    incidents: 'siem soar itsm mdr dfir',
    iocs: indicatorReaders,
    detection_rules: 'siem xdr',
    contain: 'edr xdr',
    allow: 'edr xdr',
    delete: 'edr',
    stop: 'edr',
    copy: 'edr',
    deny: 'firewall waf sse email-security idp pam',
    query: 'siem xdr tip',
  },
  // Reads, answers questions, drafts rules and procedures.
  assistant: {
    detection_rules: 'siem xdr',
    playbooks: 'soar',
    query: 'siem xdr tip',
  },
  // Weighs all findings against threats, has them checked again, and hands the few that matter to whoever repairs.
  'exposure-management': {
    vulnerabilities: 'soar itsm',
    misconfigurations: 'itsm',
    scan: 'vulnerability-scanner easm exposure-validation',
    remediate: 'cnapp',
  },
  'exposure-assessment': {
    vulnerabilities: `soar itsm ${findingReaders}`,
    scan: 'vulnerability-scanner exposure-validation',
  },
  // Attacks as the threats of the day do: what got through is a finding, what went unseen a rule to add.
  'exposure-validation': {
    vulnerabilities: findingReaders,
    misconfigurations: 'exposure-management exposure-assessment',
    detection_rules: 'siem xdr',
  },
}
